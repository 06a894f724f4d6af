/** What the command line asks for. */
import java.util.List;

final class Options {
    String role = "";
    List<String> symbols = List.of();
    int seed = 1;
    boolean isKeyedById;
    /** RptSeq (83) in every entry; FIX 5.0 SP2 only. */
    boolean countsReports;
    String depth = "0";
    String username = "";
    String password = "";

    /** @param from index of the first that is no path. */
    static Options parse(String[] values, int from) {
        final Options options = new Options();
        for (int i = from; i < values.length; i++) {
            switch (values[i]) {
                case "--venue", "--hub", "--client" -> options.role = values[i].substring(2);
                case "--symbols" -> options.symbols = List.of(values[++i].split(","));
                case "--seed" -> options.seed = Integer.parseInt(values[++i]);
                case "--keying" -> options.isKeyedById = values[++i].equals("id");
                case "--reports" -> options.countsReports = true;
                case "--depth" -> options.depth = values[++i];
                case "--username" -> options.username = values[++i];
                case "--password" -> options.password = values[++i];
                default -> throw new IllegalArgumentException("unknown argument " + values[i]);
            }
        }
        return options;
    }
}
