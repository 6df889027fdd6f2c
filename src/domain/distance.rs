//! How far apart two spellings are.

/// How many letters were left out, added, mistaken or swapped with the next (the optimal string alignment distance);
/// `None` if more than `most`.
pub fn distance(one: &[char], other: &str, most: usize) -> Option<usize> {
    let other_length = other.chars().count();
    if one.len().abs_diff(other_length) > most {
        return None;
    }
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=one.len()).collect();
    let mut previous = None;
    for (row, letter) in other.chars().enumerate() {
        let mut now = Vec::with_capacity(one.len() + 1);
        now.push(row + 1);
        for (column, own) in one.iter().enumerate() {
            let mistaken = last[column] + usize::from(*own != letter);
            let mut best = mistaken.min(last[column + 1] + 1).min(now[column] + 1);
            if column > 0 && previous == Some(*own) && one[column - 1] == letter {
                best = best.min(before_last[column - 1] + 1);
            }
            now.push(best);
        }
        if now.iter().all(|distance| *distance > most) {
            return None;
        }
        before_last = std::mem::replace(&mut last, now);
        previous = Some(letter);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_one_letter_left_out_added_mistaken_or_swapped() {
        for (typed, meant, expected) in [
            ("genomics", "genomics", Some(0)),
            ("genomcs", "genomics", Some(1)),
            ("gennomics", "genomics", Some(1)),
            ("genemics", "genomics", Some(1)),
            ("gneomics", "genomics", Some(1)),
            ("gnomcis", "genomics", Some(2)),
            ("library", "genomics", None),
            ("", "ab", Some(2)),
        ] {
            let letters: Vec<char> = typed.chars().collect();
            assert_eq!(distance(&letters, meant, 2), expected, "{typed}");
        }
    }
}
