//! A process that is told to end: the run is cancelled, its trace is there, and the exit status says which signal it was.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::Toolgate;

crate::tests![a_signal_cancels_the_run_and_leaves_its_trace, a_second_signal_waits_for_nothing];

const CONFIG: &str = r#"
[providers.shop]
kind = "simulated"
[[providers.shop.tools]]
name = "slow"
latency = "1h"
returns = 1
"#;

/// Starts the script, sends the signals once it says that it waits, and prints the exit status.
fn signalled(script: &str, signals: &[&str], folder: &Path) -> crate::harness::Ended {
    fs::write(folder.join("toolgate.toml"), CONFIG).unwrap();
    fs::write(folder.join("script.js"), script).unwrap();
    let kill: String = signals.iter().map(|signal| format!("kill -{signal} $child; ")).collect();
    // A pipe that is open for both at once: nobody waits for it to be opened, and it stays when its writer has gone.
    let line = format!(
        "cd '{}'; mkfifo told; exec 3<>told; toolgate run script.js --trace run.jsonl --wall-time 10m 2>&3 & child=$!; \
         read -r said <&3; {kill}wait $child; echo $?",
        folder.display()
    );
    Toolgate::shell(&line).end()
}

fn a_signal_cancels_the_run_and_leaves_its_trace() {
    for (signal, status) in [("TERM", "143\n"), ("INT", "130\n")] {
        let folder = tempfile::tempdir().unwrap();
        let script =
            "const call = tools.shop.slow({}); setTimeout(() => console.log('waiting'), 20); return await call;";
        let ended = signalled(script, &[signal], folder.path());
        assert_eq!(ended.stdout, status, "{signal}: {}", ended.stderr);
        let trace = fs::read_to_string(folder.path().join("run.jsonl")).unwrap();
        let lines: Vec<Value> = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let calls: Vec<&Value> = lines.iter().filter_map(|line| line.get("call")).collect();
        assert_eq!(
            (calls[0]["tool"].as_str(), calls[0]["outcome"].as_str()),
            (Some("shop.slow"), Some("outcome-unknown"))
        );
        assert_eq!(lines.last().unwrap()["end"]["outcome"], "cancelled", "{trace}");
    }
}

fn a_second_signal_waits_for_nothing() {
    let folder = tempfile::tempdir().unwrap();
    // Of two that arrive as one the first does it, within the same time.
    let ended = signalled("console.log('waiting'); for (;;) {}", &["TERM", "TERM"], folder.path());
    assert_eq!(ended.stdout, "143\n", "{}", ended.stderr);
}
