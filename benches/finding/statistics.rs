//! What is said of many measurements: the one in the middle, and the one that few exceed.

/// Measurements of one thing, in order.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// None where nothing was measured.
    pub fn median(&self) -> Option<f64> {
        self.percentile(50)
    }

    /// Only one in twenty is above.
    pub fn p95(&self) -> Option<f64> {
        self.percentile(95)
    }

    pub fn max(&self) -> Option<f64> {
        self.percentile(100)
    }

    /// The smallest measurement that so many in a hundred don't exceed (the nearest rank).
    pub fn percentile(&self, percent: usize) -> Option<f64> {
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.max(1) - 1).copied()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn push(&mut self, time: f64) {
        let place = self.0.partition_point(|other| *other <= time);
        self.0.insert(place, time);
    }
}

impl Extend<f64> for Times {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, times: I) {
        times.into_iter().for_each(|time| self.push(time));
    }
}

impl FromIterator<f64> for Times {
    fn from_iter<I: IntoIterator<Item = f64>>(times: I) -> Self {
        let mut all = Self::default();
        all.extend(times);
        all
    }
}
