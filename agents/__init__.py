"""The stages: classify, resolve, tally, alert; and the Faust app and worker that run them."""
