# Intel's storage acceleration library, for CRC-32C: target ISAL::isal.
include(CodecLibrary)
barnabas_find_codec(ISAL isa-l/crc.h isal ISAL::isal)
