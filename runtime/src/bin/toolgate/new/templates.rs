//! The files of what `toolgate new` makes. They stand in `templates/` as they are written, but for a few words.

use std::path::Path;

use anyhow::{Result, bail};
use toolgate::Runtime;
use toolgate::catalog::bindings;
use toolgate::config::{Config, ProviderConfig};
use toolgate::provider::Simulated;

use super::name::Name;
use super::{Files, Language};
use crate::sdk;

macro_rules! template {
    ($path:literal) => {
        include_str!(concat!("templates/", $path))
    };
}

const SIMULATED: &str = template!("toolgate.toml");
const IGNORED: &str = "/target\n";

/// A plugin.
pub(super) fn tool(name: &Name) -> Files {
    vec![
        ("Cargo.toml".to_owned(), filled(template!("tool/Cargo.toml"), name)),
        ("src/lib.rs".to_owned(), filled(template!("tool/lib.rs"), name)),
        ("README.md".to_owned(), filled(template!("tool/README.md"), name)),
        (".gitignore".to_owned(), IGNORED.to_owned()),
    ]
}

/// A script, and what it is tried against.
pub(super) async fn script(name: &Name, language: Language) -> Result<Files> {
    let tools = simulated().await?;
    let mut files: Files = vec![("toolgate.toml".to_owned(), SIMULATED.to_owned())];
    match language {
        Language::Rust => files.extend([
            ("Cargo.toml".to_owned(), filled(template!("script-rust/Cargo.toml"), name)),
            ("src/lib.rs".to_owned(), filled(template!("script-rust/lib.rs"), name)),
            ("src/tools.rs".to_owned(), bindings::rust(tools.catalog())),
            ("README.md".to_owned(), filled(template!("script-rust/README.md"), name)),
            (".gitignore".to_owned(), IGNORED.to_owned()),
        ]),
        Language::Ts => files.extend([
            (format!("{}.ts", name.as_str()), filled(template!("script-ts/script.ts"), name)),
            ("tools.d.ts".to_owned(), bindings::typescript(tools.catalog())),
            ("tsconfig.json".to_owned(), template!("script-ts/tsconfig.json").to_owned()),
        ]),
        Language::Js => files.extend([
            (format!("{}.js", name.as_str()), filled(template!("script-js/script.js"), name)),
            ("tools.d.ts".to_owned(), bindings::typescript(tools.catalog())),
            ("tsconfig.json".to_owned(), template!("script-js/tsconfig.json").to_owned()),
        ]),
    }
    Ok(files)
}

/// The tools of the configuration that a script gets.
async fn simulated() -> Result<Runtime> {
    let mut builder = Runtime::builder();
    for (name, provider) in Config::parse(SIMULATED, Path::new("."), "toolgate.toml")?.providers {
        builder = match provider {
            ProviderConfig::Simulated(tools) => builder.provider(name, tools.into_iter().collect::<Simulated>()),
            _ => bail!("the template's tools are simulated ones"),
        };
    }
    Ok(builder.build().await?)
}

fn filled(template: &str, name: &Name) -> String {
    template
        .replace("{{name}}", name.as_str())
        .replace("{{identifier}}", &name.identifier())
        .replace("{{sdk}}", &sdk::dependency(false))
}
