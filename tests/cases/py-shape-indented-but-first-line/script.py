import json
    def double(n):
        return n * 2

    double(21)
