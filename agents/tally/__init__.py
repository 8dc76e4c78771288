"""Case -> tally: fold into the company's running totals."""
