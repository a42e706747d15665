//! One file of a script: a component that is its engine with the source loaded, or that was built for it, with a record of what it
//! came from. Makes and describes such files; never runs a script's code, and never writes a file.

mod bake;
mod inspect;

pub(crate) use bake::{Engine, bake};
pub use inspect::{CoreModule, Inspection, Item, Kind, Section, inspect};

use crate::script::Language;
pub use crate::script::{EngineVersion, Record, RecordError};

/// What scripts of that language are compiled with; a build without it has an empty one.
pub(crate) fn engine_of(language: Language) -> Engine {
    match language {
        // A plan needs none to run, and is a script of JavaScript once it is compiled.
        Language::JavaScript | Language::TypeScript | Language::Plan => {
            let language = Language::JavaScript;
            Engine { name: "javascript", language, component: crate::engine::JAVASCRIPT, large_image: false }
        }
        Language::Python => Engine { name: "python", language, component: crate::engine::PYTHON, large_image: true },
    }
}

/// What whoever has a compiled script should know, in this version: that its engine or what it was made for is another.
#[must_use]
pub fn remarks(record: &Record) -> Vec<String> {
    let mut remarks = Vec::new();
    if record.contract != crate::script::CONTRACT {
        remarks.push(format!(
            "this version of toolgate has version {} of toolgate:tools: compile the script again if it is refused",
            crate::script::CONTRACT
        ));
    }
    let language: Option<Language> = record.language.parse().ok();
    if let (Some(language), Some(inside)) = (language, &record.engine) {
        let ours = engine_of(language);
        if !ours.component.is_empty() && EngineVersion::of(ours.name, ours.component) != *inside {
            remarks.push(
                "this version of toolgate has another engine: it runs with the one inside; compile it again to have the new one's fixes"
                    .to_owned(),
            );
        }
    }
    if record.source.is_some() && record.tasks.is_none() && record.prepared().is_none() {
        remarks.push("its source does not fit this version of toolgate: its errors have no places".to_owned());
    }
    remarks
}
