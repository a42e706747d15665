//! Writes each vocabulary as a table that is looked things up in as it is: see `src/vocabulary.rs`.

use std::path::Path;

use bpe_openai::byte_pair_encoding::BytePairEncoding;

#[path = "src/hash.rs"]
mod hash;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/hash.rs");
    let folder = std::env::var("OUT_DIR").expect("cargo says where");
    for (name, tokenizer) in [("o200k", bpe_openai::o200k_base()), ("cl100k", bpe_openai::cl100k_base())] {
        let table = table(&tokenizer.bpe);
        std::fs::write(Path::new(&folder).join(name), table).expect("the table can be written");
    }
}

/// All numbers are 32 bits, little-endian: how many tokens; where each begins in the bytes, and where the last one ends; how many
/// slots, a power of two; the slots, each 0 or a token's rank plus 1; then the bytes of all tokens.
fn table(bpe: &BytePairEncoding) -> Vec<u8> {
    let count = bpe.num_tokens();
    let tokens: Vec<&[u8]> = (0..count as u32).map(|rank| bpe.token_bytes(rank)).collect();
    let mut slots = vec![0_u32; (count + count / 8).next_power_of_two()];
    for (rank, token) in tokens.iter().enumerate() {
        let mut slot = hash::hash(token) as usize & (slots.len() - 1);
        while slots[slot] != 0 {
            slot = (slot + 1) & (slots.len() - 1);
        }
        slots[slot] = rank as u32 + 1;
    }
    let mut starts = vec![0_u32];
    for token in &tokens {
        starts.push(starts.last().expect("one at least") + token.len() as u32);
    }
    let numbers = [count as u32].into_iter().chain(starts).chain([slots.len() as u32]).chain(slots);
    numbers.flat_map(u32::to_le_bytes).chain(tokens.concat()).collect()
}
