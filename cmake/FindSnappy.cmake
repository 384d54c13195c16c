# Snappy: target Snappy::snappy.
include(CodecLibrary)
barnabas_find_codec(Snappy snappy.h snappy Snappy::snappy)
