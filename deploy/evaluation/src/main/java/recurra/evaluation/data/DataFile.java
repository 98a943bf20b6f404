package recurra.evaluation.data;

import java.util.List;

/**
 * The rows of one file.
 *
 * @param name the file's name without its endings
 */
public record DataFile<T>(String name, List<T> rows) {
    public DataFile {
        rows = List.copyOf(rows);
    }

    /** Without content. */
    @Override
    public String toString() {
        return "DataFile[name=" + name + ", rows=" + rows.size() + "]";
    }
}
