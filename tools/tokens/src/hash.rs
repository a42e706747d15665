//! The hash by which a vocabulary's table is written and read; the build script and the plugin share it.

/// FNV-1a, with its bits spread so that the lowest are as good as any.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for byte in bytes {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d) ^ (hash >> 12)
}
