//! The one JavaScript context of this instance, and what the host's world keeps beside it. A snapshot freezes it after
//! `load("")`; whatever must differ between runs is set in `start`.

use std::cell::{Cell, RefCell};

use rquickjs::{CatchResultExt, Context, Ctx, Function, Persistent, Runtime, Value};

use crate::bindings::{ScriptError, ScriptErrorKind};
#[cfg(target_family = "wasm")]
use crate::snapshot;
use crate::{calls, failure, globals, locale, timers, web};

/// QuickJS's own limit on native stack, in bytes; less than the linker's stack (build.rs), so that a deep recursion is a
/// RangeError and not a trap.
const STACK_LIMIT: usize = 1 << 20;

/// Functions of the prelude that Rust calls.
pub(crate) struct Hooks {
    /// `start(main, inputText)`.
    pub(crate) start: Persistent<Function<'static>>,
    /// `settle(call, kind, message, dataText, retryable)`: an error for a call.
    pub(crate) tool_error: Persistent<Function<'static>>,
    /// `stuck()`: the sites of the awaits that are pending.
    pub(crate) stuck: Persistent<Function<'static>>,
    /// `rejected(promise, reason, handled)`: a rejection without a handler, or one that got its handler late.
    pub(crate) rejected: Persistent<Function<'static>>,
    /// `unhandled()`: logs the rejections that nobody handled.
    pub(crate) unhandled: Persistent<Function<'static>>,
}

pub(crate) struct Js {
    runtime: Runtime,
    context: Context,
    hooks: Hooks,
    main: RefCell<Option<Persistent<Function<'static>>>>,
}

/// How the script ended, once it has.
pub(crate) type Outcome = Result<String, ScriptError>;

thread_local! {
    static JS: RefCell<Option<&'static Js>> = const { RefCell::new(None) };
    static RUNNING: Cell<bool> = const { Cell::new(false) };
    static OUTCOME: RefCell<Option<Outcome>> = const { RefCell::new(None) };
}

/// Whether `run` was called: before that there are no clocks and no random numbers.
pub(crate) fn is_running() -> bool {
    RUNNING.get()
}

/// Says how the script ended; the first word counts.
pub(crate) fn finish(outcome: Outcome) {
    OUTCOME.with_borrow_mut(|slot| {
        slot.get_or_insert(outcome);
    });
}

pub(crate) fn take_outcome() -> Option<Outcome> {
    OUTCOME.take()
}

/// The prelude's maker of `ToolError`s.
pub(crate) fn tool_error_hook() -> rquickjs::Result<Persistent<Function<'static>>> {
    JS.with_borrow(|slot| slot.map(|js| js.hooks.tool_error.clone())).ok_or(rquickjs::Error::Unknown)
}

pub(crate) fn with<T>(work: impl FnOnce(&'static Js) -> Result<T, ScriptError>) -> Result<T, ScriptError> {
    let existing = JS.with_borrow(|slot| *slot);
    let js = match existing {
        Some(js) => js,
        None => {
            let js = Js::new().map_err(|message| failure::internal(&message))?;
            // Leaked on purpose: the instance lives for one run, and tearing a heap down is work for nothing.
            let js: &'static Js = Box::leak(Box::new(js));
            JS.set(Some(js));
            js
        }
    };
    work(js)
}

impl Js {
    fn new() -> Result<Self, String> {
        let runtime = Runtime::new().map_err(|e| e.to_string())?;
        runtime.set_max_stack_size(STACK_LIMIT);
        // The heap is bounded by the host and lives for one run: cycles are collected late.
        runtime.set_gc_threshold(32 << 20);
        let context = Context::full(&runtime).map_err(|e| e.to_string())?;
        let hooks = context.with(|ctx| install(&ctx).catch(&ctx).map_err(|e| format!("the prelude failed: {e}")))?;
        let rejected = hooks.rejected.clone();
        runtime.set_host_promise_rejection_tracker(Some(Box::new(move |ctx, promise, reason, handled| {
            // Only what the log says depends on it.
            drop(rejected.clone().restore(&ctx).and_then(|hook| hook.call::<_, ()>((promise, reason, handled))));
        })));
        Ok(Self { runtime, context, hooks, main: RefCell::new(None) })
    }

    /// Compiles the source; its value is the function that `start` calls. An empty source only warms the engine up.
    pub(crate) fn load(&'static self, source: &str) -> Result<(), ScriptError> {
        if source.is_empty() {
            return self.prepare_snapshot();
        }
        self.context.with(|ctx| {
            let mut options = rquickjs::context::EvalOptions::default();
            options.strict = false;
            options.filename = Some("script".to_owned());
            let value = ctx.eval_with_options::<Value, _>(source, options);
            match value.and_then(Function::from_value) {
                Ok(main) => {
                    *self.main.borrow_mut() = Some(Persistent::save(&ctx, main));
                    Ok(())
                }
                Err(_) => Err(failure::describe_caught(&ctx, ScriptErrorKind::Syntax)),
            }
        })
    }

    /// What `load("")` is for.
    #[cfg(target_family = "wasm")]
    fn prepare_snapshot(&'static self) -> Result<(), ScriptError> {
        self.enter(|ctx| snapshot::warm_up(ctx))?;
        self.run_jobs();
        self.runtime.run_gc();
        snapshot::fill_holes();
        Ok(())
    }

    #[cfg(not(target_family = "wasm"))]
    fn prepare_snapshot(&'static self) -> Result<(), ScriptError> {
        Ok(())
    }

    pub(crate) fn start(&'static self, input: &str) -> Result<(), ScriptError> {
        RUNNING.set(true);
        let Some(main) = self.main.borrow_mut().take() else {
            return Err(failure::internal("`run` was called before `load`"));
        };
        self.enter(|ctx| {
            let main = main.restore(ctx)?;
            let start = self.hooks.start.clone().restore(ctx)?;
            start.call::<_, ()>((main, input))
        })
    }

    /// Runs `work` in the context; an exception that gets here is the engine's own bug, said as such.
    pub(crate) fn enter<T>(
        &'static self,
        work: impl FnOnce(&Ctx<'_>) -> rquickjs::Result<T>,
    ) -> Result<T, ScriptError> {
        self.context.with(|ctx| work(&ctx).map_err(|_| failure::describe_caught(&ctx, ScriptErrorKind::Thrown)))
    }

    /// Runs jobs until there are none, or the script has ended.
    pub(crate) fn run_jobs(&'static self) {
        while self.runtime.execute_pending_job().unwrap_or(true) {}
    }

    pub(crate) fn hooks(&'static self) -> &'static Hooks {
        &self.hooks
    }
}

fn install(ctx: &Ctx<'_>) -> rquickjs::Result<Hooks> {
    let native = rquickjs::Object::new(ctx.clone())?;
    globals::install(ctx, &native)?;
    calls::install(ctx, &native)?;
    timers::install(ctx, &native)?;
    web::install(ctx, &native)?;
    locale::install(ctx, &native)?;
    let exports: rquickjs::Object = globals::run_prelude(ctx, native)?;
    let hook = |name: &str| -> rquickjs::Result<Persistent<Function<'static>>> {
        Ok(Persistent::save(ctx, exports.get::<_, Function>(name)?))
    };
    Ok(Hooks {
        start: hook("start")?,
        tool_error: hook("toolError")?,
        stuck: hook("stuck")?,
        rejected: hook("rejected")?,
        unhandled: hook("unhandled")?,
    })
}
