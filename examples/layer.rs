//! A layer of one's own in the gate: `Audit` sees every call of `shop.*` and may refuse it. `cargo run --example layer -p toolgate`

use toolgate::gate::{Next, ToolCall};
use toolgate::provider::{CallError, Simulated, SimulatedTool};
use toolgate::{Json, Runtime, Script};
use tower::{ServiceExt, layer::layer_fn, service_fn};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The layer: `next` is the rest of the stack, down to the tool.
    let audit = layer_fn(|next: Next| {
        service_fn(move |call: ToolCall| {
            println!("{} #{} {}", call.tool(), call.id(), call.arguments());
            let (next, refused) = (next.clone(), call.arguments().to_value()["amount"].as_f64() > Some(100.0));
            async move {
                if refused {
                    Err(CallError::denied("over 100 somebody has to be asked"))
                } else {
                    next.oneshot(call).await
                }
            }
        })
    });

    let shop = Simulated::new().tool(SimulatedTool::new("pay").echo());
    let runtime = Runtime::builder().provider("shop", shop).layer("shop.*", audit).build().await?;
    let script = "const pay = (amount) => tools.shop.pay({ amount }).then(() => 'paid', (error) => error.message);
        return await Promise.all([pay(12.5), pay(1000)])";
    let output = runtime.run(Script::javascript(script), Json::null()).await?;
    assert_eq!(output.result.as_str(), r#"["paid","over 100 somebody has to be asked"]"#);
    println!("{}", output.result);
    Ok(())
}
