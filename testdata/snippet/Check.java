// Checks Java files: those that need only the JDK are compiled, the others parsed.
import com.sun.source.util.JavacTask;
import java.nio.file.*;
import java.util.*;
import javax.tools.*;

public class Check {
    public static void main(String[] args) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        boolean wrong = false;
        for (String file : args) {
            DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
            StandardJavaFileManager files = compiler.getStandardFileManager(said, null, null);
            Path out = Files.createTempDirectory("check");
            JavacTask task = (JavacTask) compiler.getTask(null, files, said, List.of("-d", out.toString()), null, files.getJavaFileObjects(file));
            boolean own = Files.readAllLines(Path.of(file)).stream().noneMatch(l -> l.startsWith("import ") && !l.startsWith("import java."));
            boolean ok = true;
            if (own) {
                ok = task.call();
            } else {
                task.parse();
                ok = said.getDiagnostics().stream().noneMatch(d -> d.getKind() == Diagnostic.Kind.ERROR);
            }
            System.out.println(file + ": " + (ok ? own ? "compiled" : "parsed" : said.getDiagnostics()));
            wrong |= !ok;
        }
        System.exit(wrong ? 1 : 0);
    }
}
