const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
const escape = (text) => text.replace(/[&<>"']/g, (c) => escapes[c]);

const lookup = (path, scopes) => {
  for (const scope of scopes) {
    const value = path.split(".").reduce((v, key) => v?.[key], scope);
    if (value !== undefined && value !== null) return value;
  }
  return "";
};

function render(template, scopes) {
  return template
    .replace(/\{\{([#^])(\w+)\}\}([\s\S]*?)\{\{\/\2\}\}/g, (_, kind, name, body) => {
      const value = lookup(name, scopes);
      const list = Array.isArray(value) ? value : value ? [value] : [];
      if (kind === "^") return list.length ? "" : render(body, scopes);
      return list.map((item) => render(body, [item, ...scopes])).join("");
    })
    .replace(/\{\{\{([\w.]+)\}\}\}|\{\{([\w.]+)\}\}/g, (_, raw, name) => (raw ? String(lookup(raw, scopes)) : escape(String(lookup(name, scopes)))));
}

return input.views.map((view) => render(input.template, [view]));
