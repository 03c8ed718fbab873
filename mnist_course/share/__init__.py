"""A trained network as one HTML page: the pad, and the network computing in the page itself."""
