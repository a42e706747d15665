//! Paths as text: which granted directory one is in, and where below it. Touches no file, and trusts no `..`.

use crate::ToolFailure;

/// A grant, by its place in the list, and what is left of the path below it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) grant: usize,
    pub(super) relative: String,
}

/// Why a path leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No directory is granted at all.
    NothingGranted,
    /// It is in none of them.
    NotGranted,
    /// It has `..` in it.
    Climbs,
    /// It has a NUL in it.
    Nul,
}

impl Refusal {
    pub(super) fn failure(&self, path: &str, granted: &[&str]) -> ToolFailure {
        let message = match self {
            Refusal::NothingGranted => {
                "no directory is granted to this plugin: grant one with `--dir PLUGIN=HOST::GUEST`, or with \
                `dirs = [{ host = \"..\", guest = \"/..\" }]` of the provider in toolgate.toml"
                    .to_owned()
            }
            Refusal::NotGranted => {
                format!("`{path}` is in no granted directory: use a path below {}", granted.join(", "))
            }
            Refusal::Climbs => {
                format!("`{path}` has `..` in it: write the path without, from one of {}", granted.join(", "))
            }
            Refusal::Nul => "the path has a NUL in it: no file has".to_owned(),
        };
        ToolFailure::denied(message).with_data(serde_json::json!({"code": "not-permitted", "path": path}))
    }
}

/// The grant with the longest name that the path is in. `granted` are absolute, as [`absolute`] makes them.
pub(super) fn resolve(path: &str, granted: &[&str]) -> Result<Found, Refusal> {
    if granted.is_empty() {
        return Err(Refusal::NothingGranted);
    }
    if path.contains('\0') {
        return Err(Refusal::Nul);
    }
    if path.split('/').any(|part| part == "..") {
        return Err(Refusal::Climbs);
    }
    let absolute = absolute(path);
    let longest =
        granted.iter().enumerate().filter(|(_, name)| is_below(&absolute, name)).max_by_key(|(_, name)| name.len());
    match longest {
        Some((grant, name)) => {
            let relative = absolute[name.len()..].trim_start_matches('/').to_owned();
            Ok(Found { grant, relative })
        }
        None if granted.len() == 1 && !path.starts_with('/') => {
            Ok(Found { grant: 0, relative: absolute.trim_start_matches('/').to_owned() })
        }
        None => Err(Refusal::NotGranted),
    }
}

/// A path from `/`, without empty parts and `.`.
pub(super) fn absolute(path: &str) -> String {
    let mut absolute = String::with_capacity(path.len() + 1);
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        absolute.push('/');
        absolute.push_str(part);
    }
    if absolute.is_empty() { "/".to_owned() } else { absolute }
}

/// Whether a path is another one, or below it; both absolute.
pub(super) fn is_below(path: &str, directory: &str) -> bool {
    directory == "/" || path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A name below a directory; either may be empty.
pub(super) fn join(directory: &str, name: &str) -> String {
    match (directory, name) {
        (directory, "") => directory.to_owned(),
        ("", name) => name.to_owned(),
        (directory, name) if directory.ends_with('/') => format!("{directory}{name}"),
        (directory, name) => format!("{directory}/{name}"),
    }
}

/// What stands before the last `/`.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, granted: &[&str], expect: Result<(usize, &str), Refusal>) {
        let expect = expect.map(|(grant, relative)| Found { grant, relative: relative.to_owned() });
        assert_eq!(resolve(path, granted), expect, "{path} in {granted:?}");
    }

    #[test]
    fn the_longest_name_wins() {
        check("/src/lib.rs", &["/src"], Ok((0, "lib.rs")));
        check("src/lib.rs", &["/src"], Ok((0, "lib.rs")));
        check("./src//lib.rs/", &["/src"], Ok((0, "lib.rs")));
        check("/src", &["/src"], Ok((0, "")));
        check("/a/b/c", &["/", "/a", "/a/b"], Ok((2, "c")));
        check("/a/bc", &["/", "/a/b"], Ok((0, "a/bc")));
        check(".", &["/"], Ok((0, "")));
        check("", &["/"], Ok((0, "")));
    }

    #[test]
    fn a_relative_path_is_in_the_only_grant() {
        check("lib.rs", &["/src"], Ok((0, "lib.rs")));
        check("lib.rs", &["/src", "/docs"], Err(Refusal::NotGranted));
        check(".", &["/src"], Ok((0, "")));
    }

    #[test]
    fn nothing_leads_out() {
        check("/etc/passwd", &["/src"], Err(Refusal::NotGranted));
        check("/src2/lib.rs", &["/src"], Err(Refusal::NotGranted));
        check("/src/../etc/passwd", &["/src"], Err(Refusal::Climbs));
        check("..", &["/"], Err(Refusal::Climbs));
        check("a\0b", &["/"], Err(Refusal::Nul));
        check("/a", &[], Err(Refusal::NothingGranted));
        check("/src/..a/b..", &["/src"], Ok((0, "..a/b..")));
    }

    #[test]
    fn joins() {
        assert_eq!(join("/", "a"), "/a");
        assert_eq!(join("/a", "b/c"), "/a/b/c");
        assert_eq!(join("", "a"), "a");
        assert_eq!(join("/a", ""), "/a");
        assert_eq!(parent("a/b/c"), "a/b");
        assert_eq!(parent("a"), "");
    }
}
