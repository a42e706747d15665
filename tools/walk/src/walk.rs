//! Goes through directories, in the order of the paths' bytes, and stops when it is told to. Follows no link; what can't be read
//! is noted and passed by.

use std::ops::ControlFlow;

use toolgate_guest::ToolFailure;
use toolgate_guest::fs::{self, Entry, Kind, Place};

use crate::globs::Filter;

/// The most names that one walk looks at.
const MAX_NAMES: u32 = 1_000_000;
/// The most levels that one walk goes down.
const MAX_DEPTH: u32 = 200;
/// The most directories that are noted as unreadable.
const MAX_UNREADABLE: usize = 20;

/// What a walk came to, beside what it found.
#[derive(Debug, Default)]
pub struct Walked {
    /// Whether there may be more: it was told to stop, or a bound of its own was reached.
    pub stopped: bool,
    /// Directories that could not be read, the first 20 of them.
    pub unreadable: Vec<String>,
    names: u32,
}

impl Walked {
    /// Calls `each` for what is meant by a path: itself, or the files below it where it is a directory; of `/` the files of every
    /// granted directory. What is neither a file nor a directory is only met where the path is that itself.
    ///
    /// # Errors
    ///
    /// Where no grant covers the path, or what is there can't be looked at.
    pub fn files(
        &mut self,
        path: &str,
        filter: &Filter,
        each: &mut dyn FnMut(Place, Kind) -> ControlFlow<()>,
    ) -> Result<(), ToolFailure> {
        for root in fs::locate_all(path)? {
            match root.stat().map_err(|error| error.at(&root.path))?.kind {
                Kind::Directory => self.walk(&root, filter, &mut |place, kind| match kind {
                    Kind::File => each(place, kind),
                    _ => ControlFlow::Continue(()),
                })?,
                kind => self.stopped |= each(root, kind).is_break(),
            }
            if self.stopped {
                break;
            }
        }
        Ok(())
    }

    /// Calls `each` for what is meant below `root`.
    ///
    /// # Errors
    ///
    /// Where `root` can't be listed; what can't be below it is noted.
    pub fn walk(
        &mut self,
        root: &Place,
        filter: &Filter,
        each: &mut dyn FnMut(Place, Kind) -> ControlFlow<()>,
    ) -> Result<(), ToolFailure> {
        let entries = root.entries().map_err(|error| error.at(&root.path))?;
        let mut walk = Walk { walked: self, filter, each };
        let flow = walk.directory(root, "", sorted(entries), 1);
        self.stopped |= flow.is_break();
        Ok(())
    }
}

struct Walk<'a> {
    walked: &'a mut Walked,
    filter: &'a Filter,
    each: &'a mut dyn FnMut(Place, Kind) -> ControlFlow<()>,
}

impl Walk<'_> {
    fn directory(&mut self, place: &Place, relative: &str, steps: Vec<Step>, depth: u32) -> ControlFlow<()> {
        for step in steps {
            self.walked.names += 1;
            if self.walked.names > MAX_NAMES || depth > MAX_DEPTH {
                return ControlFlow::Break(());
            }
            let (name, kind) = match &step {
                Step::See(entry) => (entry.name.as_str(), entry.kind),
                Step::Enter(name) => (name.trim_end_matches('/'), Kind::Directory),
            };
            let below = if relative.is_empty() { name.to_owned() } else { format!("{relative}/{name}") };
            let here = place.join(name);
            match step {
                Step::See(_) if self.filter.takes(&below, &here.path) => (self.each)(here, kind)?,
                Step::Enter(_) if self.filter.enters(&below, &here.path) => self.enter(&here, &below, depth)?,
                _ => {}
            }
        }
        ControlFlow::Continue(())
    }

    fn enter(&mut self, place: &Place, relative: &str, depth: u32) -> ControlFlow<()> {
        match place.entries() {
            Ok(entries) => self.directory(place, relative, sorted(entries), depth + 1),
            Err(_) => {
                if self.walked.unreadable.len() < MAX_UNREADABLE {
                    self.walked.unreadable.push(place.path.clone());
                }
                ControlFlow::Continue(())
            }
        }
    }
}

/// A directory is seen by its name and entered as `name/`, which is where its contents belong among the names beside it.
enum Step {
    See(Entry),
    Enter(String),
}

impl Step {
    fn key(&self) -> &str {
        match self {
            Step::See(entry) => &entry.name,
            Step::Enter(name) => name,
        }
    }
}

fn sorted(entries: Vec<Entry>) -> Vec<Step> {
    let mut steps = Vec::with_capacity(entries.len());
    for entry in entries {
        if entry.kind == Kind::Directory {
            steps.push(Step::Enter(format!("{}/", entry.name)));
        }
        steps.push(Step::See(entry));
    }
    steps.sort_unstable_by(|one, other| one.key().cmp(other.key()));
    steps
}
