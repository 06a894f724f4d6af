import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;

/** Reads a log with the reference implementation: a line per tag, then the table of the last one. */
public class ReadLog {
  public static void main(String[] args) throws Exception {
    HistogramLogReader reader = new HistogramLogReader(new File(args[0]));
    Map<String, Histogram> sums = new TreeMap<>();
    double startSeconds = Double.NaN;
    for (EncodableHistogram each; (each = reader.nextIntervalHistogram()) != null; ) {
      Histogram interval = (Histogram) each;
      String tag = interval.getTag() == null ? "" : interval.getTag();
      if (!sums.containsKey(tag)) {
        Histogram empty = interval.copy();
        empty.reset();
        empty.setAutoResize(true);
        sums.put(tag, empty);
      }
      sums.get(tag).add(interval);
      startSeconds = reader.getStartTimeSec();
    }
    System.out.printf("start %.3f%n", startSeconds);
    Histogram last = null;
    for (Map.Entry<String, Histogram> entry : sums.entrySet()) {
      last = entry.getValue();
      System.out.printf(
          "%s %d %d %d%n",
          entry.getKey(),
          last.getTotalCount(),
          last.getValueAtPercentile(99.9),
          last.getMaxValue());
    }
    last.outputPercentileDistribution(System.out, 5, 1e6);
  }
}
