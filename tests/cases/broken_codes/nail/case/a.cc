diagnostics.fault(where, "never-shown", "", "");
