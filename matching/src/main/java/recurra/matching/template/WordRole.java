package recurra.matching.template;

/** Where a named thing stands in what a prompt says. */
enum WordRole {
    /** Nothing says. */
    NONE,
    /** Something comes from it. */
    SOURCE,
    /** Something goes to it. */
    TARGET,
    /** Something passes it. */
    WAY
}
