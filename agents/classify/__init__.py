"""Item -> mentions: what does this item say happened, to whom, for how much, how final?"""
