import html
import re

SECTION = re.compile(r"\{\{([#^])(\w+)\}\}(.*?)\{\{/\2\}\}", re.DOTALL)
VALUE = re.compile(r"\{\{\{([\w.]+)\}\}\}|\{\{([\w.]+)\}\}")


def lookup(path, scopes):
    for value in scopes:
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            return value
    return ""


def render(template, *scopes):
    def section(match):
        kind, name, body = match.groups()
        value = lookup(name, scopes)
        values = value if isinstance(value, list) else [value] if value else []
        if kind == "^":
            return "" if values else render(body, *scopes)
        return "".join(render(body, item, *scopes) for item in values)

    def value(match):
        raw, name = match.groups()
        return str(lookup(raw, scopes)) if raw else html.escape(str(lookup(name, scopes)))

    return VALUE.sub(value, SECTION.sub(section, template))


return [render(input["template"], view) for view in input["views"]]
