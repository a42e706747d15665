//! What a command reads is never replaced by what it writes. Never writes.

use std::path::Path;

use anyhow::{Result, bail};

/// # Errors
/// `output`, which comes from that flag, is one of the files that the command reads, whatever it is called there.
pub(crate) fn not_replaced(
    flag: &str,
    output: &Path,
    inputs: impl IntoIterator<Item = impl AsRef<Path>>,
) -> Result<()> {
    let Ok(place) = output.canonicalize() else { return Ok(()) };
    match inputs.into_iter().find(|input| input.as_ref().canonicalize().is_ok_and(|input| input == place)) {
        Some(input) => bail!("{flag} would replace {}, which is read: name another file", input.as_ref().display()),
        None => Ok(()),
    }
}
