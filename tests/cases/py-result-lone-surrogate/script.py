return ["a\ud800b", "\udc00", "\U0001f600", {"k\ud800": 1}]
