//! Notes that somebody pasted, read as a report.
