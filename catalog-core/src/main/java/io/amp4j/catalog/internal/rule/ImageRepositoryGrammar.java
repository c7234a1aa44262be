package io.amp4j.catalog.internal.rule;

import io.amp4j.catalog.Severity;
import io.amp4j.catalog.internal.layer.RawEntry;
import io.amp4j.catalog.internal.node.HelmTemplate;
import io.amp4j.catalog.internal.node.Quoted;
import java.util.List;

/** A repository that no container runtime would pull from. */
final class ImageRepositoryGrammar implements Rule {
    @Override
    public String code() {
        return "image-repository";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public void entry(RawEntry entry, List<String> platformPythons, Report report) {
        String field = entry.layer().names().imageRepository();
        if (field == null || entry.imageRepository() == null || !Fields.isCleanText(entry.imageRepository())) {
            return;
        }
        String repository = entry.imageRepositoryText();
        String fault = RepositoryGrammar.fault(repository);
        if (fault != null) {
            report.add(
                    this,
                    entry,
                    entry.imageRepository(),
                    field,
                    field + " " + Quoted.of(repository) + " " + advice(repository, fault));
        }
    }

    private static String advice(String repository, String fault) {
        if (HelmTemplate.isIn(repository)) {
            return "is a Helm template; " + HelmTemplate.ADVICE;
        }
        String repaired = Repairs.repository(repository);
        int end = fault.indexOf(';');
        return repaired == null
                ? fault
                : (end < 0 ? fault : fault.substring(0, end)) + "; write " + Quoted.of(repaired);
    }
}
