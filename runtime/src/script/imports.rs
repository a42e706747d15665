//! What to do instead of importing a module. Never loads one.

/// Why `specifier` can't be imported, and which tool does its work.
pub(super) fn advice(specifier: &str) -> String {
    let module = specifier.strip_prefix("node:").unwrap_or(specifier);
    let package = module.split('/').next().unwrap_or(module);
    let instead = match package {
        "fs" | "fs-extra" | "graceful-fs" | "glob" | "fast-glob" | "globby" => {
            "use the tools of a files provider, e.g. `await tools.files.read({ path })`"
        }
        "http" | "https" | "http2" | "axios" | "node-fetch" | "undici" | "got" | "ky" | "superagent" | "request"
        | "cross-fetch" => "use a tool that makes HTTP requests, e.g. `await tools.http.get({ url })`",
        "child_process" | "execa" | "shelljs" | "zx" => "nothing here starts processes; use a tool that does the work",
        _ if names_us(specifier) => "`tools`, `input` and `console` are globals; delete the import",
        _ if module.starts_with('.') || module.starts_with('/') => {
            "a script is one file; write the code inline, or use a tool: `await tools.PROVIDER.NAME({ … })`"
        }
        _ => "use a tool, `await tools.PROVIDER.NAME({ … })`, or write the code inline",
    };
    format!("modules can't be imported, and this asks for \"{}\": {instead}", shorten(specifier))
}

fn names_us(specifier: &str) -> bool {
    let specifier = specifier.trim_start_matches('@').to_ascii_lowercase();
    let mut parts = specifier.split(['/', ':', '.', '-', '_']).filter(|part| !part.is_empty());
    parts.any(|part| matches!(part, "tools" | "tool" | "toolgate"))
}

fn shorten(specifier: &str) -> String {
    match specifier.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &specifier[..end]),
        None => specifier.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_tool_that_does_it() {
        for (specifier, expect) in [
            ("fs", "tools.files.read({ path })"),
            ("node:fs/promises", "tools.files.read({ path })"),
            ("axios", "HTTP"),
            ("node:https", "HTTP"),
            ("@toolgate/sdk", "are globals"),
            ("./tools", "are globals"),
            ("./util.js", "inline"),
            ("lodash", "inline"),
            ("child_process", "processes"),
        ] {
            assert!(advice(specifier).contains(expect), "{}", advice(specifier));
        }
        assert!(advice(&"x".repeat(10_000)).len() < 400);
    }
}
