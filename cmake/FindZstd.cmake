# Zstandard: target Zstd::zstd.
include(CodecLibrary)
barnabas_find_codec(Zstd zstd.h zstd Zstd::zstd)
