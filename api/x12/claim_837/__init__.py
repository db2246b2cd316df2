"""What the 837P and the 837I share: the loops around a claim, its other payers, drugs and adjudications, both ways.

The tree is generic in its claim, so that each set keeps a claim and a line in its own words.
"""
