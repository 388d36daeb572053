// SPDX-License-Identifier: Apache-2.0
// Of builds with AddressSanitizer alone.

#if defined(__SANITIZE_ADDRESS__)
// Its leak check guesses where the C library keeps the thread-local memory of loaded libraries, and
// crashes where it guesses wrong, with an exit code of its own.
extern "C" [[gnu::visibility("default")]] const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "intercept_tls_get_addr=0"; }
#endif
