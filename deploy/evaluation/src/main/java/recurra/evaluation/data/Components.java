package recurra.evaluation.data;

import java.util.HashMap;
import java.util.Map;

/** Connected components over names (union by smaller name), found as edges come. */
public final class Components {
    private final Map<String, String> parents = new HashMap<>();

    /** Joins the components of the two names. */
    public void join(String one, String other) {
        String left = of(one);
        String right = of(other);
        int order = left.compareTo(right);
        if (order < 0) {
            parents.put(right, left);
        } else if (order > 0) {
            parents.put(left, right);
        }
    }

    /** The component of the name, called after its smallest member. */
    public String of(String name) {
        String root = name;
        for (String parent = parents.get(root); parent != null; parent = parents.get(root)) {
            root = parent;
        }
        for (String at = name; !at.equals(root); ) {
            String next = parents.put(at, root);
            at = next == null ? root : next;
        }
        return root;
    }
}
