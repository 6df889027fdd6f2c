//! Numbers as few bytes as they need: seven bits each, the lowest first (LEB128).

/// Appends a number.
pub fn push(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads the number at a place, and moves the place behind it. Where the bytes end early, it is what was read of it.
#[inline(always)] // In the innermost loops of a search.
pub fn read(bytes: &[u8], place: &mut usize) -> u32 {
    let mut number = 0;
    let mut shift = 0;
    while let Some(&byte) = bytes.get(*place) {
        *place += 1;
        number |= u32::from(byte & 0x7f) << (shift & 31);
        if byte < 0x80 {
            break;
        }
        shift += 7;
    }
    number
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_come_back(numbers: Vec<u32>) {
            let mut bytes = Vec::new();
            numbers.iter().for_each(|number| super::push(&mut bytes, *number));
            let mut place = 0;
            for number in numbers {
                prop_assert_eq!(super::read(&bytes, &mut place), number);
            }
            prop_assert_eq!(place, bytes.len());
        }
    }
}
