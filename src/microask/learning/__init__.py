"""Learning from one's own outreach: the stock scorer, corrected by as much as the outcomes bear out."""
