//! Parts WebAssembly into streams of like bytes, which pack a twelfth smaller than the bytes as they come.
//!
//! Code is operations, each with the numbers that it needs: of a local, of a function, an offset… What follows on an
//! operation is mostly another operation, and so on for each kind of number: a packer guesses the next byte best where
//! it sees its own kind before it. Functions are told apart by where their last `end` stands, so that their sizes, which
//! nothing could guess, needn't be kept. Most large constants are addresses, and have an operation of their own,
//! [`ADDRESS`], so that they stand together. `public/boot.js` joins the streams again.
//!
//! The binary format is that of the WebAssembly specification 2.0, section 5, without vectors.

use anyhow::{Context, Result, bail, ensure};

/// The streams, in the order in which they are stored.
#[derive(Clone, Copy)]
enum Stream {
    /// What stands before the code.
    Before,
    /// All else in the code, with the number of functions and their locals.
    Others,
    /// Types of blocks, and the blocks that branches leave.
    Labels,
    Operations,
    Locals,
    Functions,
    Offsets,
    /// Short constants of 32 bits.
    Constants,
    /// Constants of 32 bits that have at least [`LONG`] bytes.
    Addresses,
    /// Constants of 64 bits.
    Longs,
    /// What stands behind the code.
    After,
}

/// Stands in the stream for `i32.const` with a number from [`Stream::Addresses`]. No operation has this byte.
const ADDRESS: u8 = 0xff;

/// The bytes from which on a constant is taken for an address: those of the app's texts have as many.
const LONG: usize = 3;

const STREAMS: usize = Stream::After as usize + 1;

/// The lengths of the streams in bytes, as decimal numbers with spaces between, and all of the streams.
pub fn part(app: &[u8]) -> Result<(String, Vec<u8>)> {
    const HEADER: usize = 8; // The magic number and the version.
    const CODE: u8 = 10;

    let mut parting = Parting {
        app,
        at: HEADER,
        streams: Default::default(),
    };
    loop {
        let begin = parting.at;
        let section = parting.byte().context("there is no code")?;
        let size = parting.number()? as usize;
        if section == CODE {
            parting.streams[Stream::Before as usize] = app[..begin].to_vec();
            let end = parting.at + size;
            parting.code()?;
            ensure!(
                parting.at == end,
                "the code has another length than it says"
            );
            parting.streams[Stream::After as usize] = app[end..].to_vec();
            break;
        }
        parting.at += size;
    }
    let streams = parting.streams;
    let lengths: Vec<String> = streams
        .iter()
        .map(|stream| stream.len().to_string())
        .collect();
    Ok((lengths.join(" "), streams.concat()))
}

struct Parting<'a> {
    app: &'a [u8],
    at: usize,
    streams: [Vec<u8>; STREAMS],
}

impl Parting<'_> {
    fn byte(&mut self) -> Result<u8> {
        let byte = self.app.get(self.at).context("it ends too early")?;
        self.at += 1;
        Ok(*byte)
    }

    /// Reads an unsigned LEB128.
    fn number(&mut self) -> Result<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        bail!("a number at byte {} has no end", self.at)
    }

    /// Moves what a reading reads into a stream.
    fn keep<T>(&mut self, stream: Stream, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let begin = self.at;
        let read = read(self)?;
        self.streams[stream as usize].extend_from_slice(&self.app[begin..self.at]);
        Ok(read)
    }

    fn keep_bytes(&mut self, stream: Stream, count: u64) -> Result<()> {
        for _ in 0..count {
            self.keep(stream, Self::byte)?;
        }
        Ok(())
    }

    fn keep_numbers(&mut self, stream: Stream, count: u64) -> Result<()> {
        for _ in 0..count {
            self.keep(stream, Self::number)?;
        }
        Ok(())
    }

    /// Takes the number of an `i32.const`, whose operation is taken already.
    fn constant(&mut self) -> Result<()> {
        let begin = self.at;
        self.number()?;
        let number = &self.app[begin..self.at];
        let stream = if number.len() < LONG {
            Stream::Constants
        } else {
            self.streams[Stream::Operations as usize].pop();
            self.streams[Stream::Operations as usize].push(ADDRESS);
            Stream::Addresses
        };
        self.streams[stream as usize].extend_from_slice(number);
        Ok(())
    }

    fn code(&mut self) -> Result<()> {
        for _ in 0..self.keep(Stream::Others, Self::number)? {
            let size = self.number()? as usize;
            let end = self.at + size;
            for _ in 0..self.keep(Stream::Others, Self::number)? {
                // How many locals, and of which type.
                self.keep_numbers(Stream::Others, 2)?;
            }
            let mut depth = 1_u32;
            while depth > 0 {
                depth = self.operation(depth)?;
            }
            ensure!(self.at == end, "a function has another length than it says");
        }
        Ok(())
    }

    /// Takes an operation, at this depth of blocks; returns the depth behind it.
    fn operation(&mut self, depth: u32) -> Result<u32> {
        let operation = self.keep(Stream::Operations, Self::byte)?;
        match operation {
            0x02..=0x04 => {
                self.keep_numbers(Stream::Labels, 1)?;
                return Ok(depth + 1);
            }
            0x0b => return Ok(depth - 1),
            0x00 | 0x01 | 0x05 | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => {}
            0x0c | 0x0d => self.keep_numbers(Stream::Labels, 1)?,
            // A table of branches has one more than it says, for all else.
            0x0e => {
                let count = self.keep(Stream::Others, Self::number)?;
                self.keep_numbers(Stream::Others, count + 1)?;
            }
            0x10 => self.keep_numbers(Stream::Functions, 1)?,
            0x1c => {
                let count = self.keep(Stream::Others, Self::number)?;
                self.keep_numbers(Stream::Others, count)?;
            }
            0x20..=0x22 => self.keep_numbers(Stream::Locals, 1)?,
            0x28..=0x3e => {
                self.keep_numbers(Stream::Others, 1)?;
                self.keep_numbers(Stream::Offsets, 1)?;
            }
            0x41 => self.constant()?,
            0x42 => self.keep_numbers(Stream::Longs, 1)?,
            0x43 => self.keep_bytes(Stream::Others, 4)?,
            0x44 => self.keep_bytes(Stream::Others, 8)?,
            0x11 => self.keep_numbers(Stream::Others, 2)?,
            0x23..=0x26 | 0x3f | 0x40 | 0xd0 | 0xd2 => self.keep_numbers(Stream::Others, 1)?,
            0xfc => {
                let operation = self.keep(Stream::Operations, Self::byte)?;
                let numbers = match operation {
                    0..=7 => 0,
                    8 | 10 | 12 | 14 => 2,
                    9 | 11 | 13 | 15..=17 => 1,
                    other => bail!("unknown operation 0xfc {other}"),
                };
                self.keep_numbers(Stream::Others, numbers)?;
            }
            other => bail!("unknown operation {other:#x}"),
        }
        Ok(depth)
    }
}

#[cfg(test)]
mod tests {
    use super::{ADDRESS, part};

    /// A module of two functions, with a section before and one behind the code.
    fn module(code: &[&[u8]]) -> Vec<u8> {
        let mut section = vec![code.len() as u8];
        for function in code {
            section.push(function.len() as u8);
            section.extend_from_slice(function);
        }
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        module.extend_from_slice(&[1, 2, 0xaa, 0xbb, 10, section.len() as u8]);
        module.extend_from_slice(&section);
        module.extend_from_slice(&[0, 1, 0xcc]);
        module
    }

    #[test]
    fn like_stands_beside_like() {
        let one = [
            1, 3, 0x7f, // three locals of a type
            0x20, 7, 0x41, 0x80, 0x01, 0x6a, 0x02, 0x40, 0x0c, 0, 0x0b, 0x0b,
        ];
        let other = [
            0, 0x10, 9, 0x28, 2, 0x90, 0x08, 0x0e, 1, 4, 5, 0x44, 1, 2, 3, 4, 5, 6, 7, 8, 0xfc, 10,
            0, 0, 0x41, 0x88, 0x80, 0xc0, 0x00, 0x42, 3, 0x0b,
        ];
        let (lengths, streams) = part(&module(&[&one, &other])).unwrap();
        assert_eq!(lengths, "12 19 2 16 1 1 2 2 4 1 3");
        let mut rest = streams.as_slice();
        let streams: Vec<&[u8]> = lengths
            .split(' ')
            .map(|length| {
                let (stream, behind) = rest.split_at(length.parse().unwrap());
                rest = behind;
                stream
            })
            .collect();
        let expected: [&[u8]; 11] = [
            b"\0asm\x01\0\0\0\x01\x02\xaa\xbb",
            &[2, 1, 3, 0x7f, 0, 2, 1, 4, 5, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0],
            &[0x40, 0],
            &[
                0x20, 0x41, 0x6a, 0x02, 0x0c, 0x0b, 0x0b, 0x10, 0x28, 0x0e, 0x44, 0xfc, 10,
                ADDRESS, 0x42, 0x0b,
            ],
            &[7],
            &[9],
            &[0x90, 0x08],
            &[0x80, 0x01],
            &[0x88, 0x80, 0xc0, 0x00],
            &[3],
            &[0, 1, 0xcc],
        ];
        assert_eq!(streams, expected);
    }

    #[test]
    fn what_isnt_known_is_refused() {
        for function in [
            &[0, 0xfd, 0, 0x0b][..],
            &[0, 0xfc, 99, 0x0b],
            &[0, 0x41],
            &[0, 0x0b, 0x0b],
        ] {
            assert!(part(&module(&[function])).is_err(), "{function:?}");
        }
        assert!(part(b"\0asm\x01\0\0\0").is_err());
    }
}
