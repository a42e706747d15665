//! Which paths are meant: globs to include, globs to exclude, and which directories are worth entering for them. Touches no
//! file.

use toolgate_guest::{ToolFailure, schema};

/// One glob or several.
#[schema]
#[serde(untagged)]
pub enum Patterns {
    /// One.
    One(String),
    /// Several, of which any may match.
    Many(Vec<String>),
}

impl Patterns {
    fn as_slice(&self) -> &[String] {
        match self {
            Patterns::One(pattern) => std::slice::from_ref(pattern),
            Patterns::Many(patterns) => patterns,
        }
    }
}

/// The globs of one call, checked.
#[derive(Debug)]
pub struct Filter {
    include: Vec<Glob>,
    exclude: Vec<Glob>,
}

impl Filter {
    /// `otherwise` stands for an `include` that is not given.
    ///
    /// # Errors
    ///
    /// A glob that is none, by its text.
    pub fn new(include: Option<&Patterns>, otherwise: &str, exclude: Option<&Patterns>) -> Result<Self, ToolFailure> {
        let otherwise = [otherwise.to_owned()];
        let include = include.map_or(&otherwise[..], Patterns::as_slice);
        let exclude = exclude.map_or(&[][..], Patterns::as_slice);
        // What leaves out all that is in a directory leaves out the directory.
        let directories =
            exclude.iter().filter_map(|pattern| pattern.strip_suffix("/**")).filter(|name| !name.is_empty());
        Ok(Filter {
            include: include.iter().map(|pattern| Glob::new(pattern)).collect::<Result<_, _>>()?,
            exclude: exclude.iter().map(String::as_str).chain(directories).map(Glob::new).collect::<Result<_, _>>()?,
        })
    }

    /// Whether a path is meant. `relative` is from where the search began, `path` from `/`.
    pub fn takes(&self, relative: &str, path: &str) -> bool {
        self.include.iter().any(|glob| glob.matches(relative, path)) && !self.leaves_out(relative, path)
    }

    /// Whether something in a directory may be meant.
    pub fn enters(&self, relative: &str, path: &str) -> bool {
        self.include.iter().any(|glob| glob.reach.covers(relative)) && !self.leaves_out(relative, path)
    }

    fn leaves_out(&self, relative: &str, path: &str) -> bool {
        self.exclude.iter().any(|glob| glob.matches(relative, path))
    }
}

/// One glob. Where it begins with `/` it matches whole paths, else from where the search began.
#[derive(Debug)]
struct Glob {
    pattern: String,
    absolute: bool,
    reach: Reach,
}

impl Glob {
    fn new(pattern: &str) -> Result<Self, ToolFailure> {
        let trimmed = pattern.trim_start_matches("./");
        if trimmed.starts_with('!') {
            return Err(invalid(pattern, "it begins with `!`: use `exclude`"));
        }
        fast_glob::validate(trimmed).map_err(|error| invalid(pattern, &error.to_string()))?;
        Ok(Glob { pattern: trimmed.to_owned(), absolute: trimmed.starts_with('/'), reach: Reach::of(trimmed) })
    }

    fn matches(&self, relative: &str, path: &str) -> bool {
        fast_glob::glob_match(&self.pattern, if self.absolute { path } else { relative })
    }
}

fn invalid(pattern: &str, reason: &str) -> ToolFailure {
    ToolFailure::invalid_arguments(format!("`{pattern}` is not a glob: {reason}"))
}

/// How far down a glob can match: below which names, and how many levels.
#[derive(Debug)]
struct Reach {
    names: Vec<String>,
    levels: Option<usize>,
}

impl Reach {
    fn of(pattern: &str) -> Self {
        if pattern.starts_with('/') {
            return Reach { names: Vec::new(), levels: None };
        }
        let parts: Vec<&str> = pattern.split('/').collect();
        let literal = |part: &&&str| !part.contains(['*', '?', '[', ']', '{', '}', '\\']);
        // A brace may hold a `/`, so what looks literal behind it need not be; before it, it is.
        let names = parts[..parts.len() - 1].iter().take_while(literal).map(|part| (*part).to_owned()).collect();
        Reach { names, levels: (!pattern.contains("**")).then_some(parts.len() - 1) }
    }

    fn covers(&self, directory: &str) -> bool {
        let depth = directory.split('/').count();
        self.levels.is_none_or(|levels| depth <= levels)
            && self.names.iter().zip(directory.split('/')).all(|(name, part)| name == part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(include: &[&str], exclude: &[&str]) -> Filter {
        let many = |patterns: &[&str]| Patterns::Many(patterns.iter().map(|&pattern| pattern.to_owned()).collect());
        Filter::new(Some(&many(include)), "*", Some(&many(exclude))).expect("globs")
    }

    fn check(include: &[&str], exclude: &[&str], takes: &[&str], leaves: &[&str]) {
        let filter = filter(include, exclude);
        for path in takes {
            assert!(filter.takes(path, &format!("/src/{path}")), "{path} by {include:?} without {exclude:?}");
        }
        for path in leaves {
            assert!(!filter.takes(path, &format!("/src/{path}")), "{path} by {include:?} without {exclude:?}");
        }
    }

    #[test]
    fn globs_mean_what_a_shell_means() {
        check(&["*.rs"], &[], &["lib.rs", ".hidden.rs"], &["a/lib.rs", "lib.rs.bak"]);
        check(&["**/*.rs"], &[], &["lib.rs", "a/b/lib.rs"], &["lib.ts"]);
        check(&["a/**"], &[], &["a/b", "a/b/c"], &["a", "b/a/c"]);
        check(&["*.{rs,toml}", "./docs/*"], &[], &["a.rs", "a.toml", "docs/x"], &["a.md"]);
        check(&["/src/*.rs"], &[], &["lib.rs"], &["a/lib.rs"]);
        check(&["**/[a-c]?.rs"], &[], &["x/a1.rs"], &["x/d1.rs", "x/a.rs"]);
    }

    #[test]
    fn what_is_excluded_is_not_included() {
        check(
            &["**"],
            &["**/target/**", "*.lock"],
            &["a/b.rs", "a/Cargo.lock"],
            &["target/x", "a/target/y/z", "Cargo.lock"],
        );
        check(&["**"], &["/src/a"], &["b"], &["a"]);
    }

    #[test]
    fn only_what_may_hold_a_match_is_entered() {
        let enters = |filter: &Filter, path: &str| filter.enters(path, &format!("/src/{path}"));
        let all = filter(&["**/*.rs"], &["**/target/**", "node_modules"]);
        assert!(enters(&all, "a/b"));
        assert!(!enters(&all, "target"));
        assert!(!enters(&all, "a/target"));
        assert!(!enters(&all, "node_modules"));
        let some = filter(&["src/*/x.rs", "docs/**"], &[]);
        assert!(enters(&some, "src") && enters(&some, "src/a") && enters(&some, "docs/a/b/c"));
        assert!(!enters(&some, "src/a/b") && !enters(&some, "target"));
        assert!(!enters(&filter(&["*"], &[]), "src"));
        let brace = filter(&["{a,b/c}/x"], &[]);
        assert!(enters(&brace, "a") && enters(&brace, "b/c"));
    }

    #[test]
    fn a_broken_glob_is_an_error_that_names_it() {
        let error = Filter::new(Some(&Patterns::One("a[".to_owned())), "*", None).expect_err("no glob");
        assert!(error.message.starts_with("`a[` is not a glob: "), "{}", error.message);
        assert!(Filter::new(Some(&Patterns::One("!a".to_owned())), "*", None).is_err());
    }
}
