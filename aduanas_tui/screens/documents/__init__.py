"""The documents of a client on screen: reading, registering and changing them."""
