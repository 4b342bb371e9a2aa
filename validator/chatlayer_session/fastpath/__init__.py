"""The screen: says of most payloads, for less than the price of parsing them, that nothing is wrong with them."""
