/* The end of what `vectors.h` and `lanes.h` define for one width. */

#undef floats
#undef ints
#undef AT
#undef FROM
#undef CHOOSE
#undef POSITIVE
#undef LANES
#undef ROWS_AT_ONCE
#undef NAME
#undef TARGET
#undef MULTIPLY_ADD
