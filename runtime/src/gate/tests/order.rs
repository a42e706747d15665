//! Calls with effects on the same resource do not overtake each other.

use super::*;
use crate::gate::Resource;
use crate::trace::WaitReason;

/// Writes down which call began and ended when; the later a call is made, the quicker it is.
fn journal(policy: Policy) -> (World, Arc<Mutex<Vec<String>>>) {
    let journal = Arc::new(Mutex::new(Vec::new()));
    let written = Arc::clone(&journal);
    let world = world(&[("t.*", policy)], move |call| {
        let journal = Arc::clone(&written);
        async move {
            let arguments = call.arguments.to_value();
            let (path, n) = (arguments["path"].as_str().unwrap_or("-").to_owned(), arguments["n"].as_u64().unwrap());
            journal.lock().unwrap().push(format!("{path}{n}+"));
            tokio::time::sleep(millis(100 - n)).await;
            journal.lock().unwrap().push(format!("{path}{n}-"));
            Ok(call.arguments)
        }
    });
    (world, journal)
}

#[tokio::test(start_paused = true)]
async fn one_after_the_other_by_what_the_arguments_hold() {
    let by_path = Policy::new().serialize_by(Resource::Pointer("/path".to_owned()));
    let (world, journal) = journal(by_path);
    let run = world.run();
    let call = |tool: &'static str, path: &'static str, n: u64| {
        let run = run.clone();
        async move { run.call(tool, json!({ "path": path, "n": n })).await.unwrap() }
    };
    // Tools of one section share the resource; a read-only one is not held up.
    let calls: Vec<std::pin::Pin<Box<dyn Future<Output = Json>>>> = vec![
        Box::pin(call("write", "a", 1)),
        Box::pin(call("put", "a", 2)),
        Box::pin(call("write", "b", 3)),
        Box::pin(call("write", "a", 4)),
        Box::pin(call("read", "a", 5)),
    ];
    join_all(calls).await;
    let journal = journal.lock().unwrap();
    let of = |path: &str| {
        journal.iter().filter(|line| line.starts_with(path) && !line.contains('5')).cloned().collect::<Vec<_>>()
    };
    assert_eq!(of("a"), ["a1+", "a1-", "a2+", "a2-", "a4+", "a4-"]);
    assert_eq!(journal[..3], ["a1+", "b3+", "a5+"]);
    run.assert_idle();
    let records = run.records();
    assert_eq!(records[1].waits[0].reason, WaitReason::Order);
    assert!(records[1].started >= Some(records[0].ended) && records[2].waits.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_tool_as_a_whole() {
    let (world, journal) = journal(Policy::new().serialize_by(Resource::Tool));
    let run = world.run();
    run.calls("write", 20).await;
    let expected: Vec<String> = (0..20).flat_map(|n| [format!("-{n}+"), format!("-{n}-")]).collect();
    assert_eq!(*journal.lock().unwrap(), expected);
    // Another run is another order.
    journal.lock().unwrap().clear();
    let (one, other) = (world.run(), world.run());
    let start = Instant::now();
    futures_util::future::join(one.call("write", json!({ "n": 0 })), other.call("write", json!({ "n": 0 })))
        .await
        .0
        .unwrap();
    assert_eq!(since(start), 100);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_goes_away_holds_nobody_up() {
    let (world, journal) = journal(Policy::new().serialize_by(Resource::Tool));
    let run = world.run();
    let call = |n: u64, timeout| {
        let run = run.clone();
        tokio::spawn(async move { run.call_within("write", json!({ "n": n }), timeout).await })
    };
    let calls = [call(1, None), call(2, Some(10)), call(3, None), call(4, None)];
    tokio::time::sleep(millis(5)).await;
    calls[2].abort();
    let [first, second, third, fourth] = calls;
    assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_err() && third.await.is_err());
    assert!(fourth.await.unwrap().is_ok());
    assert_eq!(*journal.lock().unwrap(), ["-1+", "-1-", "-4+", "-4-"]);
    run.assert_idle();
}
