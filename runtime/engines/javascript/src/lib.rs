//! Toolgate's JavaScript engine: QuickJS-ng as a component of world `engine`. It knows promises, timers and the contract;
//! it knows nothing of languages, policies or positions in what the author wrote: the host normalises the source.

mod bindings;
mod calls;
mod event_loop;
mod failure;
mod globals;
mod json;
mod locale;
mod random;
#[cfg(target_family = "wasm")]
mod snapshot;
mod state;
mod timers;
mod web;

use bindings::{Guest, ScriptError};

/// The one heap of the instance, QuickJS's values included.
#[cfg(target_family = "wasm")]
#[global_allocator]
static HEAP: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

struct Engine;

impl Guest for Engine {
    fn load(source: String) -> Result<(), ScriptError> {
        state::with(|js| js.load(&source))
    }

    async fn run(input: String) -> Result<String, ScriptError> {
        state::with(|js| js.start(&input))?;
        event_loop::EventLoop.await
    }
}

/// The clock that QuickJS reads: microseconds since 1970. While the engine is being pre-initialised there is no clock.
#[expect(unsafe_code, reason = "QuickJS's C code links to this name")]
#[unsafe(no_mangle)]
extern "C" fn __rquickjs_host_now_us() -> f64 {
    if !state::is_running() {
        return 1.0;
    }
    let now = bindings::wasi::clocks::system_clock::now();
    now.seconds as f64 * 1e6 + f64::from(now.nanoseconds) / 1e3
}
