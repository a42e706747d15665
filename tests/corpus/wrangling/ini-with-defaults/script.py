import configparser
import re

BOOLS = configparser.ConfigParser.BOOLEAN_STATES


def coerce(value: str):
    if re.fullmatch(r"-?\d+", value):
        return int(value)
    if value.lower() in BOOLS:
        return BOOLS[value.lower()]
    if "," in value:
        return [coerce(part.strip()) for part in value.split(",")]
    return value


def main(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return {name: {key: coerce(value) for key, value in parser[name].items()} for name in parser.sections()}
