# LZ4 frames: target LZ4::lz4.
include(CodecLibrary)
barnabas_find_codec(LZ4 lz4frame.h lz4 LZ4::lz4)
