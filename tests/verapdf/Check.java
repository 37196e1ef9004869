import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Prints one line per broken rule of PDF/UA-1 and file, and nothing for a file without faults. */
public class Check {
    static final String RULES = "org/verapdf/pdfa/validation/PDFUA-1.xml";

    public static void main(String[] paths) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        ValidationProfile profile;
        try (InputStream rules = Check.class.getClassLoader().getResourceAsStream(RULES)) {
            profile = Profiles.profileFromXml(rules);
        }
        System.err.println(profile.getRules().size() + " rules");
        for (String path : paths) check(path, profile);
    }

    static void check(String path, ValidationProfile profile) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId("ua1");
        try (PDFAParser parser =
                        Foundries.defaultInstance()
                                .createParser(new FileInputStream(path), flavour);
                PDFAValidator validator =
                        Foundries.defaultInstance()
                                .createValidator(profile, 100, false, true, false)) {
            ValidationResult result = validator.validate(parser);
            TreeSet<String> faults = new TreeSet<>();
            for (TestAssertion one : result.getTestAssertions()) {
                if (one.getStatus() != TestAssertion.Status.FAILED) continue;
                faults.add(one.getRuleId().getClause() + " " + one.getMessage());
            }
            if (!result.isCompliant() && faults.isEmpty()) faults.add("not compliant");
            for (String fault : faults) System.out.println(path + ": " + fault);
        }
    }
}
