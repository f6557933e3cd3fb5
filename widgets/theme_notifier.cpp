#include "widgets/theme_notifier.h"

namespace dnas {

ThemeNotifier& ThemeNotifier::instance() {
    static ThemeNotifier notifier;
    return notifier;
}

} // namespace dnas
