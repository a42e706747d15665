//! `toolgate run --plan`: a plan that is read while it is being written. Never looks into it.

use std::path::Path;

use anyhow::{Context, Result, bail};
use futures_util::stream::{self, Stream};
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt};
use toolgate::PlanStream;

/// Bytes that are read at once, at most.
const CHUNK: usize = 16 << 10;

/// Opens a file, or standard input where the path is `-`.
///
/// # Errors
/// The file can't be opened.
pub(crate) async fn open(path: &Path) -> Result<PlanStream> {
    let name = path.display().to_string();
    let plan = if path == Path::new("-") {
        PlanStream::fallible(chunks(tokio::io::stdin()))
    } else {
        let file = File::open(path).await.with_context(|| format!("can't read the plan {name}"))?;
        if file.metadata().await.is_ok_and(|known| known.is_dir()) {
            bail!("can't read the plan {name}: it is a directory");
        }
        PlanStream::fallible(chunks(file))
    };
    Ok(plan.with_name(name))
}

fn chunks<R: AsyncRead + Unpin + Send + 'static>(from: R) -> impl Stream<Item = std::io::Result<Vec<u8>>> + Send {
    stream::unfold(Some(from), |from| async {
        let mut from = from?;
        let mut chunk = vec![0; CHUNK];
        match from.read(&mut chunk).await {
            Ok(0) => None,
            Ok(bytes) => {
                chunk.truncate(bytes);
                Some((Ok(chunk), Some(from)))
            }
            Err(error) => Some((Err(error), None)),
        }
    })
}
