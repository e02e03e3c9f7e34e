void f() { std::cerr << 1; }
