//! The compiler, and what its work costs.

use std::{
    collections::HashMap,
    env, fs, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

/// What an application is built with.
pub(crate) struct Compiler {
    /// Where it writes.
    folder: PathBuf,
    /// The libraries that an application names.
    libraries: HashMap<&'static str, PathBuf>,
}

/// What the three applications name.
const NAMED: [&str; 4] = ["actors", "serde", "tokio", "rmp_serde"];

impl Compiler {
    /// Builds what the applications build upon, as development builds have it.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        let output = Command::new(env!("CARGO"))
            // This program itself, so that what only it needs is built too.
            .args(["build", "--quiet", "--package", "actors", "--lib", "--bench", "compile_time"])
            .args(["--message-format", "json"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()?;
        let mut libraries = HashMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            let name = message["target"]["name"].as_str();
            let Some(name) = NAMED.into_iter().find(|named| name == Some(*named)) else { continue };
            let files = message["filenames"].as_array().into_iter().flatten();
            let rlib = files.filter_map(Value::as_str).find(|file| file.ends_with(".rlib"));
            libraries.extend(rlib.map(|rlib| (name, PathBuf::from(rlib))));
        }
        match NAMED.iter().find(|name| !libraries.contains_key(*name)) {
            Some(missing) => Err(io::Error::other(format!("cargo built no `{missing}`"))),
            None => Ok(Self { folder: folder.to_owned(), libraries }),
        }
    }

    /// Builds a program and gives the processor seconds that it took.
    pub(crate) fn build(&self, name: &str, text: &str) -> io::Result<f64> {
        let source = self.folder.join(format!("{name}.rs"));
        fs::write(&source, text)?;
        let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args(["--edition", "2024", "--crate-type", "bin", "--crate-name", name]);
        rustc.args(["-C", "debuginfo=line-tables-only", "-A", "warnings"]);
        rustc.arg("-o").arg(self.folder.join(name)).arg(&source);
        for (library, path) in &self.libraries {
            let folder = path.parent().unwrap_or(path);
            rustc.arg("-L").arg(format!("dependency={}", folder.join("deps").display()));
            rustc.arg("-L").arg(format!("dependency={}", folder.display()));
            rustc.arg("--extern").arg(format!("{library}={}", path.display()));
        }
        let before = spent()?;
        let status = rustc.status()?;
        if !status.success() {
            return Err(io::Error::other(format!("`{name}` was not built")));
        }
        Ok(spent()? - before)
    }
}

/// The processor seconds of all that this process has started and waited for.
fn spent() -> io::Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // The name of the program stands in brackets, and may have anything in it.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok())
        .sum();
    Ok(ticks / 100.0)
}
