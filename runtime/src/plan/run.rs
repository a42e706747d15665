//! One run of a plan: each task is called the moment what it needs is there. Never decides how a call is made, or what it may take: that
//! is the gate's.

use std::collections::HashSet;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};

use super::bind::{Binding, Bound, Names};
use super::check::{self, Checked, MAX_NOTES};
use super::fault::{self, Fault};
use super::graph::{Graph, Pending};
use super::lines::Reader;
use super::prepared::{Input, Places};
use super::stream::PlanStream;
use super::written::Written;
use crate::json::Json;
use crate::provider::CallResult;
use crate::sandbox::{Limits, RunContext, RunErrorKind};
use crate::script::ScriptError;
use crate::trace::LogLevel;

/// Work of which one turn does so much, in bytes that are read or written: then the deadline is looked at.
const TURN: usize = 1 << 20;
/// What a call or a piece of the plan costs beside its bytes.
const OVERHEAD: usize = 4 << 10;
/// The most tasks that a line of the log names.
pub(super) const MAX_NAMED: usize = 10;
/// Bytes of results that the error of a broken plan holds; where there are more, it has the ids only.
const MAX_PARTIAL: u64 = 64 << 10;

/// The log's source of what is said here.
const SOURCE: &str = "toolgate";

/// Runs a plan to its result.
pub(super) async fn run(
    plan: Input,
    limits: &Limits,
    context: &Arc<RunContext>,
    places: &Places,
) -> Result<Json, RunErrorKind> {
    let mut running = Running::new(limits, context, places);
    let ended = match plan {
        Input::Whole(tasks) => {
            running.take(tasks);
            running.drive(None).await
        }
        Input::Refused(error) => Err(error),
        Input::Stream(stream) => {
            let feed = Feed { stream, reader: Reader::default(), names: Names::new(context.catalog()) };
            running.drive(Some(feed)).await
        }
    };
    context.set_peak_memory(running.peak);
    ended?;
    running.finished = true;
    context.recorder().script_returned();
    running.result()
}

/// Says what is to be said of a plan.
pub(super) fn tell(context: &RunContext, notes: &[String]) {
    notes.iter().for_each(|note| context.log().log(LogLevel::Info, SOURCE, note));
}

/// A plan on its way in.
struct Feed {
    stream: PlanStream,
    reader: Reader,
    names: Names,
}

/// A call that has ended: the task, the bytes of its arguments, what came of it.
type Ended = (usize, u64, wasmtime::Result<CallResult>);

struct Running<'a> {
    limits: &'a Limits,
    context: &'a Arc<RunContext>,
    places: &'a Places,
    graph: Graph,
    /// Ids that were taken for amounts of money, since no such task was there.
    as_text: HashSet<Arc<str>>,
    /// Bytes of all results.
    results: u64,
    /// The same, and those of arguments that are under way; and the most that there ever were.
    held: u64,
    peak: u64,
    /// Work since the deadline was looked at.
    work: usize,
    /// There is nothing left to do.
    finished: bool,
}

/// Whatever ends it before it has ended, what was done until then is known.
impl Drop for Running<'_> {
    fn drop(&mut self) {
        if !self.finished && self.graph.len() > 0 {
            self.places.stopped(self.progress());
        }
    }
}

impl<'a> Running<'a> {
    fn new(limits: &'a Limits, context: &'a Arc<RunContext>, places: &'a Places) -> Self {
        Self {
            limits,
            context,
            places,
            graph: Graph::default(),
            as_text: HashSet::new(),
            results: 0,
            held: 0,
            peak: 0,
            work: 0,
            finished: false,
        }
    }

    fn note(&self, level: LogLevel, message: &str) {
        self.context.log().log(level, SOURCE, message);
    }

    /// Takes a plan that was checked.
    fn take(&mut self, tasks: Vec<Checked>) {
        for Checked { written, bound } in tasks {
            self.add(written, bound);
        }
    }

    fn add(&mut self, written: Written, bound: Bound) {
        self.places.push(written.position);
        let Bound { tool, arguments, .. } = bound;
        self.graph.add(written.id, Pending { tool, arguments }, &written.after);
    }

    async fn drive(&mut self, mut feed: Option<Feed>) -> Result<(), RunErrorKind> {
        let mut calls = FuturesUnordered::new();
        let mut broken = None;
        loop {
            while let Some(task) = self.graph.next() {
                if let Some(call) = self.start(task)? {
                    calls.push(call);
                }
                if self.work >= TURN {
                    self.work = 0;
                    tokio::task::yield_now().await;
                }
            }
            if let Some(error) = broken.take() {
                // However the text was cut into pieces, what stands before the mistake is called; nobody waits for it.
                let Some(ended) = calls.next().now_or_never().flatten() else { return Err(self.broken(error)) };
                self.ended(ended)?;
                broken = Some(error);
                continue;
            }
            if feed.is_none() && calls.is_empty() {
                // Without a call that is under way nothing else will become ready.
                self.graph.give_up();
                return Ok(());
            }
            tokio::select! {
                biased;
                Some(ended) = calls.next(), if !calls.is_empty() => self.ended(ended)?,
                piece = next(&mut feed) => broken = self.read(piece, &mut feed)?,
            }
            if self.work >= TURN {
                self.work = 0;
                tokio::task::yield_now().await;
            }
        }
    }

    /// Calls a task's tool, where its arguments can be made.
    fn start(&mut self, task: usize) -> Result<Option<impl Future<Output = Ended> + use<>>, RunErrorKind> {
        self.work += OVERHEAD;
        let arguments = match self.graph.start(task) {
            Ok(arguments) => arguments,
            Err(failure) => {
                self.graph.fail(task, failure);
                return Ok(None);
            }
        };
        self.work += arguments.len();
        let bytes = arguments.len() as u64;
        self.hold(bytes)?;
        let context = Arc::clone(self.context);
        let tool = self.graph.name(task).to_string();
        let site = u32::try_from(task).ok();
        let made = self.graph.made(task);
        Ok(Some(async move {
            made.store(true, Ordering::Relaxed);
            let result = context.call(tool, arguments, task as u64, None, site).await;
            made.store(result.is_ok(), Ordering::Relaxed);
            (task, bytes, result)
        }))
    }

    fn ended(&mut self, (task, bytes, result): Ended) -> Result<(), RunErrorKind> {
        self.held = self.held.saturating_sub(bytes);
        self.work += OVERHEAD;
        // All that ends a run from within a call is that there are too many of them.
        let result = result.map_err(|_| RunErrorKind::Calls { limit: self.limits.calls })?;
        match result {
            Ok(json) => {
                let bytes = json.as_str().len() as u64;
                self.results += bytes;
                if self.results > self.limits.result {
                    return Err(RunErrorKind::ResultSize { limit: self.limits.result, actual: self.results });
                }
                self.hold(bytes)?;
                self.graph.done(task, json);
            }
            Err(error) => self.graph.fail(task, error.into()),
        }
        Ok(())
    }

    fn hold(&mut self, bytes: u64) -> Result<(), RunErrorKind> {
        self.held = self.held.saturating_add(bytes);
        self.peak = self.peak.max(self.held);
        if self.held > self.limits.memory {
            return Err(RunErrorKind::Memory { limit: self.limits.memory });
        }
        Ok(())
    }

    /// Takes what has arrived of a plan. What makes it unreadable is given back, with all tasks before it taken.
    fn read(
        &mut self,
        piece: Option<Result<Vec<u8>, String>>,
        feed: &mut Option<Feed>,
    ) -> Result<Option<ScriptError>, RunErrorKind> {
        let Some(mut known) = feed.take() else { return Ok(None) };
        let mut tasks = Vec::new();
        let is_last = piece.is_none();
        let read = match piece {
            Some(Ok(bytes)) => {
                self.work += OVERHEAD + bytes.len();
                let actual = known.reader.bytes().saturating_add(bytes.len());
                if actual > self.limits.source {
                    return Err(RunErrorKind::SourceSize { limit: self.limits.source as u64, actual: actual as u64 });
                }
                known.reader.push(&bytes, &mut tasks)
            }
            Some(Err(error)) => {
                Err(Fault::unreadable(known.reader.text().len(), format!("the plan broke off: {error}")))
            }
            None => known.reader.finish(&mut tasks),
        };
        tell(self.context, &known.reader.take_notes());
        let arrived = tasks.into_iter().try_for_each(|task| self.arrived(task, &known));
        let explain = |reader: &Reader, faults| Ok(Some(fault::explain(reader.text(), reader.json(), faults)));
        if let Err(fault) = arrived.and(read) {
            return explain(&known.reader, vec![fault]);
        }
        if !is_last && !known.reader.has_ended() {
            *feed = Some(known);
            return Ok(None);
        }
        if let Some(json) = known.reader.json() {
            let mut notes = Vec::new();
            let read = super::json::read(known.reader.text(), json);
            let checked = read.and_then(|tasks| check::check(self.context.catalog(), tasks, &mut notes));
            tell(self.context, &notes);
            match checked {
                Ok(tasks) => {
                    check::within(tasks.len(), self.limits.calls)?;
                    self.take(tasks);
                }
                Err(faults) => return explain(&known.reader, faults),
            }
        }
        self.graph.close();
        Ok(None)
    }

    /// A task whose line is there. One that can't be called has failed.
    fn arrived(&mut self, task: Written, feed: &Feed) -> Result<(), Fault> {
        let (task, bound) = match feed.names.bind(self.context.catalog(), task) {
            Binding::Nothing(note) => {
                tell(self.context, note.as_slice());
                return Ok(());
            }
            Binding::Task(task, bound) => (task, Ok(bound)),
            Binding::Faulty(task, fault) => (task, Err(fault)),
        };
        tell(self.context, task.left_out().as_slice());
        if self.graph.has(&task.id) {
            let line = self.graph.index(&task.id).and_then(|known| self.places.get(known)).map_or(1, |(line, _)| line);
            return Err(check::twice(&task, line));
        }
        if self.as_text.contains(&task.id) {
            let id = &task.id;
            let message =
                format!("${id} was left as text in a task before task {id} came: refer to tasks that stand before");
            self.note(LogLevel::Warn, &message);
        }
        match bound.and_then(|bound| self.settled(bound, &task)) {
            Ok(bound) => self.add(task, bound),
            Err(fault) => {
                let (line, column) = task.position;
                let mut error = *fault.error;
                error.message.push_str(&format!(" (line {line}, column {column})"));
                self.places.push(task.position);
                self.graph.add_failed(task.id, fault.tool.as_deref().unwrap_or_default(), error);
            }
        }
        Ok(())
    }

    /// What looks like a reference within a text is text where there is no such task yet.
    fn settled(&mut self, mut bound: Bound, task: &Written) -> Result<Bound, Fault> {
        let Self { graph, as_text, .. } = self;
        let mut notes = Vec::new();
        bound.arguments.settle(&mut |reference| {
            let exists = graph.has(&reference.id);
            if !exists && as_text.insert(Arc::clone(&reference.id)) && as_text.len() <= MAX_NOTES {
                notes.push(check::left_as_text(&task.id, reference) + " before it");
            }
            exists
        });
        tell(self.context, &notes);
        let mut fault = None;
        bound.arguments.references(&mut |reference| fault = fault.take().or_else(|| check::unreadable(reference)));
        let tool = bound.tool.full_name();
        fault.map_or(Ok(()), |fault: Fault| Err(fault.of_tool(tool)))?;
        Ok(bound)
    }

    /// The error of a plan that can't be read any further: what is under way ends with it.
    fn broken(&self, mut error: ScriptError) -> RunErrorKind {
        let mut data = self.progress();
        if let (Value::Object(known), Some(Value::Object(own))) = (&mut data, error.data.take()) {
            known.extend(own);
        }
        error.data = Some(data);
        RunErrorKind::Script(Box::new(error))
    }

    /// Which tasks are done, were under way, or wait; and the results, where they are few.
    fn progress(&self) -> Value {
        let [done, cancelled, waiting] = self.graph.progress();
        let mut data = json!({ "done": done, "cancelled": cancelled, "waiting": waiting });
        let results = self.graph.results(MAX_PARTIAL).ok();
        if let Some(tasks) = results.and_then(|text| serde_json::from_str::<Value>(&text).ok()) {
            data["tasks"] = tasks;
        }
        data
    }

    fn result(&self) -> Result<Json, RunErrorKind> {
        self.tell_failures();
        let limit = self.limits.result;
        let text = self.graph.results(limit).map_err(|actual| RunErrorKind::ResultSize { limit, actual })?;
        Json::parse(text)
            .map_err(|error| RunErrorKind::Host { message: format!("the results can't be put together: {error}") })
    }

    /// Says which tasks failed, since the plan itself went on.
    fn tell_failures(&self) {
        let (own, others) = self.graph.failures();
        if own.is_empty() {
            return;
        }
        let tasks = |count: usize| if count == 1 { "task".to_owned() } else { "tasks".to_owned() };
        let mut message =
            format!("{} of {} {} failed: {}", own.len(), self.graph.len(), tasks(self.graph.len()), some(&own));
        if !others.is_empty() {
            message.push_str(&format!("; not called for that: {}", some(&others)));
        }
        self.note(LogLevel::Warn, &message);
    }
}

async fn next(feed: &mut Option<Feed>) -> Option<Result<Vec<u8>, String>> {
    match feed {
        Some(feed) => feed.stream.next().await,
        None => std::future::pending().await,
    }
}

/// The first few of a list.
fn some<S: AsRef<str>>(names: &[S]) -> String {
    let shown = names.iter().take(MAX_NAMED).map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    if names.len() > MAX_NAMED { shown + ", …" } else { shown }
}
