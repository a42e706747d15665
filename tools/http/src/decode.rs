//! Content codings, undone while they come. Nothing is kept past the bound, however little was sent for it.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

/// A body on its way from what was sent to what was meant.
pub(crate) enum Decoder {
    Plain(Kept),
    Gzip(Box<MultiGzDecoder<Kept>>),
    /// Before its first bytes: `deflate` is zlib's format, or the raw one that some servers send.
    Undecided(Kept, Vec<u8>),
    Deflate(Box<Deflate>),
}

/// Why a body can't be decoded.
#[derive(Debug, PartialEq)]
pub(crate) enum Error {
    /// It passes the bound.
    TooLarge,
    /// It is not what its header says, or ends too early.
    Broken,
}

/// What was decoded, up to a bound.
pub(crate) struct Kept {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

pub(crate) struct Deflate {
    state: Decompress,
    kept: Kept,
    ended: bool,
}

/// How much is decoded at a time, in bytes.
const PIECE: usize = 16 << 10;

impl Decoder {
    /// The decoder for a header `content-encoding`; the error is the coding that there is none for.
    pub(crate) fn new(coding: Option<&str>, limit: usize) -> Result<Self, String> {
        let kept = Kept { bytes: Vec::new(), limit, full: false };
        let coding = coding.unwrap_or_default().trim().to_ascii_lowercase();
        match coding.as_str() {
            "" | "identity" => Ok(Decoder::Plain(kept)),
            "gzip" | "x-gzip" => Ok(Decoder::Gzip(Box::new(MultiGzDecoder::new(kept)))),
            "deflate" => Ok(Decoder::Undecided(kept, Vec::new())),
            _ => Err(coding),
        }
    }

    /// Takes the next bytes as they came.
    pub(crate) fn push(mut self, bytes: &[u8]) -> Result<Self, Error> {
        match &mut self {
            Decoder::Plain(kept) => kept.push(bytes)?,
            Decoder::Gzip(decoder) => {
                let written = decoder.write_all(bytes);
                written.map_err(|_| if decoder.get_ref().full { Error::TooLarge } else { Error::Broken })?;
            }
            Decoder::Deflate(deflate) => deflate.push(bytes)?,
            Decoder::Undecided(..) => {}
        }
        match self {
            Decoder::Undecided(kept, mut start) => {
                start.extend_from_slice(bytes);
                if start.len() < 2 {
                    return Ok(Decoder::Undecided(kept, start));
                }
                let mut deflate = Deflate { state: Decompress::new(is_zlib(&start)), kept, ended: false };
                deflate.push(&start)?;
                Ok(Decoder::Deflate(Box::new(deflate)))
            }
            decided => Ok(decided),
        }
    }

    /// All that was decoded. `empty` says that nothing came, which no coding is needed for.
    pub(crate) fn finish(self, empty: bool) -> Result<Vec<u8>, Error> {
        match self {
            _ if empty => Ok(Vec::new()),
            Decoder::Plain(kept) => Ok(kept.bytes),
            Decoder::Gzip(mut decoder) => {
                let finished = decoder.try_finish();
                let full = decoder.get_ref().full;
                finished.map_err(|_| if full { Error::TooLarge } else { Error::Broken })?;
                Ok(std::mem::take(&mut decoder.get_mut().bytes))
            }
            Decoder::Deflate(deflate) if deflate.ended => Ok(deflate.kept.bytes),
            Decoder::Deflate(_) | Decoder::Undecided(..) => Err(Error::Broken),
        }
    }
}

/// Whether it begins as zlib's format does (RFC 1950, 2.2).
fn is_zlib(start: &[u8]) -> bool {
    start[0] & 0x0f == 8 && u16::from_be_bytes([start[0], start[1]]).is_multiple_of(31)
}

impl Deflate {
    fn push(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        let mut piece = [0; PIECE];
        while !self.ended {
            let (read, written) = (self.state.total_in(), self.state.total_out());
            let status = self.state.decompress(bytes, &mut piece, FlushDecompress::None).map_err(|_| Error::Broken)?;
            // Both differences are lengths of slices.
            let read = (self.state.total_in() - read) as usize;
            let written = (self.state.total_out() - written) as usize;
            bytes = &bytes[read..];
            self.kept.push(&piece[..written])?;
            self.ended = status == Status::StreamEnd;
            if read == 0 && written == 0 {
                return Ok(());
            }
        }
        Ok(())
    }
}

impl Kept {
    fn push(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.len() > self.limit - self.bytes.len() {
            self.full = true;
            return Err(Error::TooLarge);
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.push(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(_) => Err(io::ErrorKind::StorageFull.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn packed(coding: &str, bytes: &[u8]) -> Vec<u8> {
        let best = Compression::best();
        match coding {
            "gzip" => {
                let mut encoder = GzEncoder::new(Vec::new(), best);
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("packed")
            }
            "deflate" => {
                let mut encoder = ZlibEncoder::new(Vec::new(), best);
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("packed")
            }
            _ => {
                let mut encoder = DeflateEncoder::new(Vec::new(), best);
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("packed")
            }
        }
    }

    /// Decodes in pieces of that many bytes.
    fn decode(coding: &str, packed: &[u8], limit: usize, piece: usize) -> Result<Vec<u8>, Error> {
        let mut decoder = Decoder::new(Some(coding), limit).expect("a known coding");
        for piece in packed.chunks(piece) {
            decoder = decoder.push(piece)?;
        }
        decoder.finish(packed.is_empty())
    }

    #[test]
    fn what_was_packed_comes_back() {
        let text = b"some text, and some text again".repeat(1000);
        for (coding, format) in [("gzip", "gzip"), ("deflate", "deflate"), ("deflate", "raw"), ("X-Gzip", "gzip")] {
            let packed = packed(format, &text);
            for piece in [1, 7, packed.len()] {
                assert_eq!(decode(coding, &packed, text.len(), piece), Ok(text.clone()), "{format} by {piece}");
            }
        }
        assert_eq!(decode("identity", b"abc", 3, 1), Ok(b"abc".to_vec()));
        assert_eq!(decode("gzip", b"", 3, 1), Ok(Vec::new()));
        let twice = [packed("gzip", b"a"), packed("gzip", b"b")].concat();
        assert_eq!(decode("gzip", &twice, 3, 4), Ok(b"ab".to_vec()));
    }

    #[test]
    fn a_bomb_ends_at_the_bound() {
        let zeros = vec![0; 4 << 20];
        for (coding, format) in [("gzip", "gzip"), ("deflate", "deflate"), ("deflate", "raw")] {
            let packed = packed(format, &zeros);
            assert!(packed.len() < 8192, "{format}");
            assert_eq!(decode(coding, &packed, zeros.len() - 1, packed.len()), Err(Error::TooLarge), "{format}");
        }
        assert_eq!(decode("", b"abcd", 3, 2), Err(Error::TooLarge));
    }

    #[test]
    fn what_is_broken_or_cut_is_said_to_be() {
        let text = b"some text, and some text again".repeat(10);
        for (coding, format) in [("gzip", "gzip"), ("deflate", "deflate"), ("deflate", "raw")] {
            let packed = packed(format, &text);
            let cut = &packed[..packed.len() - 9];
            assert_eq!(decode(coding, cut, text.len(), 16), Err(Error::Broken), "{format}");
        }
        assert_eq!(decode("gzip", b"plain text all along", 100, 4), Err(Error::Broken));
        assert_eq!(decode("deflate", b"\xff\xff\xff\xff", 100, 4), Err(Error::Broken));
        assert_eq!(decode("deflate", b"x", 100, 4), Err(Error::Broken));
        assert_eq!(Decoder::new(Some("br"), 1).err().as_deref(), Some("br"));
    }
}
