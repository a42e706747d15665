//! A plan that can be run once: one that was checked as a whole, or one that is still to come.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::check::{self, Checked, within};
use super::lines::Reader;
use super::{PlanStream, fault, json, run};
use crate::catalog::Catalog;
use crate::json::Json;
use crate::sandbox::{Limits, RunContext, RunErrorKind};
use crate::script::{Script, ScriptError, ScriptErrorKind};

/// A plan, and where its tasks are in its text.
pub(crate) struct PreparedPlan {
    input: Mutex<Option<Input>>,
    /// What is to be said of it, whatever it is.
    notes: Vec<String>,
    places: Places,
}

pub(super) enum Input {
    Whole(Vec<Checked>),
    /// Something is wrong with it.
    Refused(RunErrorKind),
    Stream(PlanStream),
}

/// What is known of a plan's run from outside of it.
#[derive(Default)]
pub(super) struct Places {
    /// Each task's line and column, in the order of the tasks: the sites of their calls.
    tasks: Mutex<Vec<(u32, u32)>>,
    /// How far it came, where something ended it.
    progress: Mutex<Option<Value>>,
}

impl Places {
    pub(super) fn push(&self, place: (u32, u32)) {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).push(place);
    }

    pub(super) fn get(&self, task: usize) -> Option<(u32, u32)> {
        self.tasks.lock().unwrap_or_else(PoisonError::into_inner).get(task).copied()
    }

    pub(super) fn stopped(&self, progress: Value) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Some(progress);
    }
}

impl PreparedPlan {
    /// Reads a plan and checks all of it. One with a mistake, or with more tasks than there may be calls, ends when it is run: its log has
    /// what was read, too.
    pub(crate) fn whole(script: &Script, catalog: &Catalog, max_calls: u64) -> Self {
        let mut notes = Vec::new();
        let plan = parse(script.source(), catalog, &mut notes).map_err(|error| RunErrorKind::Script(Box::new(error)));
        let plan = plan.and_then(|tasks| within(tasks.len(), max_calls).map(|()| tasks));
        Self { notes, ..Self::of(plan.map_or_else(Input::Refused, Input::Whole)) }
    }

    /// A plan that is read while it runs.
    pub(crate) fn stream(stream: PlanStream) -> Self {
        Self::of(Input::Stream(stream))
    }

    fn of(input: Input) -> Self {
        Self { input: Mutex::new(Some(input)), notes: Vec::new(), places: Places::default() }
    }

    /// Where the task of a call is.
    pub(crate) fn position(&self, site: u32) -> Option<(u32, u32)> {
        self.places.get(site as usize)
    }

    /// How far it came, where something ended its run.
    pub(crate) fn take_progress(&self) -> Option<Value> {
        self.places.progress.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Runs it; only once.
    pub(crate) async fn run(
        &self,
        input: &Json,
        limits: &Limits,
        context: &Arc<RunContext>,
    ) -> Result<Json, RunErrorKind> {
        run::tell(context, &self.notes);
        let plan = self.input.lock().unwrap_or_else(PoisonError::into_inner).take();
        let plan = plan.ok_or_else(|| RunErrorKind::Host { message: "the plan has been run".to_owned() })?;
        if let Input::Refused(error) = plan {
            return Err(error);
        }
        takes_no_input(input)?;
        run::run(plan, limits, context, &self.places).await
    }
}

/// # Errors
/// There is an input.
pub(crate) fn takes_no_input(input: &Json) -> Result<(), RunErrorKind> {
    if input.as_str().trim() == "null" {
        return Ok(());
    }
    let message = "a plan takes no input: write its data into the arguments of its tasks";
    let error = ScriptError::without_place(ScriptErrorKind::Syntax, "SyntaxError", message);
    Err(RunErrorKind::Script(Box::new(error)))
}

/// Reads a plan and checks all of it. `notes` gets what is to be said of it, be it right or not.
///
/// # Errors
/// Of kind `syntax`: what is wrong with it, and where.
#[expect(clippy::result_large_err, reason = "made once, at the end of a run")]
pub(super) fn parse(text: &str, catalog: &Catalog, notes: &mut Vec<String>) -> Result<Vec<Checked>, ScriptError> {
    let mut reader = Reader::default();
    let mut tasks = Vec::new();
    let read = reader.push(text.as_bytes(), &mut tasks).and_then(|()| reader.finish(&mut tasks));
    notes.extend(reader.take_notes());
    let range = reader.json();
    let explain = |faults| fault::explain(text, range.clone(), faults);
    read.map_err(|fault| explain(vec![fault]))?;
    if let Some(range) = range.clone() {
        tasks = json::read(text, range).map_err(explain)?;
    }
    check::check(catalog, tasks, notes).map_err(explain)
}
