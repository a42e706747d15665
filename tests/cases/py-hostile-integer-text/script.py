import sys
sys.set_int_max_str_digits(0)
len(str(7 ** 3_000_000))
